CREATE TABLE `sandboxes` (
	`key` text PRIMARY KEY NOT NULL,
	`volume` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sandboxes_volume_unique` ON `sandboxes` (`volume`);