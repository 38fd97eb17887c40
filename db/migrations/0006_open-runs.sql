DROP INDEX `runs_session`;--> statement-breakpoint
CREATE INDEX `runs_session` ON `runs` (`session_id`,`status`,`created_at`);