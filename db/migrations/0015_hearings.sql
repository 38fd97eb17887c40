CREATE TABLE `channel_hearings` (
	`id` text PRIMARY KEY NOT NULL,
	`heard_at` integer NOT NULL,
	`missed_from` integer,
	`missed_until` integer
);
--> statement-breakpoint
ALTER TABLE `inbox` ADD `sent_at` integer;