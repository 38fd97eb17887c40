CREATE TABLE `versions` (
	`message_id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`place` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `versions_session` ON `versions` (`session_id`);--> statement-breakpoint
CREATE INDEX `versions_place` ON `versions` (`place`);--> statement-breakpoint
ALTER TABLE `messages` ADD `aside` text;