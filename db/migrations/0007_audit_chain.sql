CREATE TABLE `failure_counts` (
	`kind` text PRIMARY KEY NOT NULL,
	`times` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `audit_entries` ADD `outcome` text DEFAULT 'allowed' NOT NULL;--> statement-breakpoint
ALTER TABLE `audit_entries` ADD `rule` text;--> statement-breakpoint
ALTER TABLE `audit_entries` ADD `hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `credentials` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `credentials` ADD `previous_until` integer;--> statement-breakpoint
ALTER TABLE `credentials` ADD `renewed_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_previous_hash_unique` ON `credentials` (`previous_hash`);--> statement-breakpoint
CREATE TRIGGER `audit_entries_kept` BEFORE DELETE ON `audit_entries` BEGIN
	SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_entries_fixed` BEFORE UPDATE ON `audit_entries` BEGIN
	SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;
