CREATE TABLE `pairing_failures` (
	`credential_id` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairing_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`channel` text NOT NULL,
	`account` text NOT NULL,
	`sender_id` text,
	`chat_id` text,
	`language` text,
	`name` text NOT NULL,
	`had_hidden` integer NOT NULL,
	`code` text NOT NULL,
	`secret_hash` text,
	`state` text NOT NULL,
	`scopes` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`claimed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pairing_live_code` ON `pairing_requests` (`code`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `pairing_sender` ON `pairing_requests` (`channel`,`account`,`sender_id`);--> statement-breakpoint
CREATE INDEX `pairing_state` ON `pairing_requests` (`state`);--> statement-breakpoint
CREATE INDEX `pairing_created` ON `pairing_requests` (`created_at`);