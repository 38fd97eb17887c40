CREATE TABLE `presses` (
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`press_id` text NOT NULL,
	`chat_id` text NOT NULL,
	`sender_id` text NOT NULL,
	`outcome` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `account`, `press_id`)
);
--> statement-breakpoint
CREATE INDEX `presses_received` ON `presses` (`received_at`);--> statement-breakpoint
CREATE TABLE `previews` (
	`run_id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `prompts` (
	`approval_id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`chat_id` text NOT NULL,
	`thread_id` text,
	`approver_id` text NOT NULL,
	`language` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`approval_id`) REFERENCES `approvals`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `inbox` ADD `thread_id` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `thread_id` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `buttons` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `replaces` text;