DROP INDEX `approvals_call`;--> statement-breakpoint
ALTER TABLE `approvals` ADD `kind` text DEFAULT 'tool' NOT NULL;--> statement-breakpoint
ALTER TABLE `approvals` ADD `question` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `choices` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `approvals` ADD `choice` text;--> statement-breakpoint
ALTER TABLE `approvals` ADD `binding` text;--> statement-breakpoint
CREATE INDEX `approvals_call` ON `approvals` (`run_id`,`tool_call_id`);--> statement-breakpoint
DROP INDEX `exec_grants_line`;--> statement-breakpoint
ALTER TABLE `exec_grants` ADD `agent` text DEFAULT 'main' NOT NULL;--> statement-breakpoint
ALTER TABLE `exec_grants` ADD `binding` text;--> statement-breakpoint
CREATE UNIQUE INDEX `exec_grants_line` ON `exec_grants` (`agent`,`argv`,`cwd`);