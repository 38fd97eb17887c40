CREATE TABLE `allowed_groups` (
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`chat_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `account`, `chat_id`)
);
--> statement-breakpoint
CREATE TABLE `contacts` (
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`sender_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `account`, `sender_id`)
);
--> statement-breakpoint
ALTER TABLE `runs` ADD `mode` text DEFAULT 'follow-up' NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `not_before` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `retry_of` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `deaths` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `lease_owner` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `lease_until` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `spent_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_merged` ON `runs` (`merged_into`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `archived` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `inbox_settled` ON `inbox` (`settled_at`);--> statement-breakpoint
CREATE INDEX `inbox_chat` ON `inbox` (`channel`,`account`,`chat_id`,`received_at`);