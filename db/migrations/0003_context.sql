CREATE TABLE `cap_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `summaries` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`through_message_id` text NOT NULL,
	`text` text NOT NULL,
	`model` text,
	`tokens_before` integer NOT NULL,
	`tokens_after` integer NOT NULL,
	`tainted` integer NOT NULL,
	`private` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `summaries_session` ON `summaries` (`session_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `model_calls` ADD `estimated_tokens` integer;--> statement-breakpoint
ALTER TABLE `model_calls` ADD `cost_usd` real;--> statement-breakpoint
CREATE INDEX `model_calls_session` ON `model_calls` (`session_id`,`id`);