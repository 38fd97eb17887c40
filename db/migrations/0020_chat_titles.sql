ALTER TABLE `sessions` ADD `chat_title` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `topic_title` text DEFAULT '' NOT NULL;