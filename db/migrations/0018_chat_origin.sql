ALTER TABLE `inbox` ADD `origin` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `origin` text;