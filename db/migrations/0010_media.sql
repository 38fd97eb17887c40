CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `media_hash` ON `media` (`hash`);--> statement-breakpoint
CREATE INDEX `media_expiry` ON `media` (`expires_at`);--> statement-breakpoint
CREATE TABLE `media_fetches` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`reference` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`settles_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `media_fetches_due` ON `media_fetches` (`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `media_fetches_message` ON `media_fetches` (`message_id`);--> statement-breakpoint
CREATE TABLE `media_uses` (
	`media_id` text NOT NULL,
	`session_id` text NOT NULL,
	`tainted` integer NOT NULL,
	`private` integer NOT NULL,
	`path` text,
	PRIMARY KEY(`media_id`, `session_id`),
	FOREIGN KEY (`media_id`) REFERENCES `media`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `media_uses_session` ON `media_uses` (`session_id`);--> statement-breakpoint
ALTER TABLE `inbox` ADD `album_id` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `media_id` text;