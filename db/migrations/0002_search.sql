-- Full-text search: one row a message, words beside overlapping pairs of CJK characters (db/search-text.ts).
CREATE TABLE `search_rows` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` text NOT NULL UNIQUE,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE VIRTUAL TABLE `message_search` USING fts5(words, pairs, session, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
--> statement-breakpoint
INSERT INTO `message_search` (`message_search`, `rank`) VALUES ('secure-delete', 1);
--> statement-breakpoint
CREATE TRIGGER `search_rows_deleted` AFTER DELETE ON `search_rows` BEGIN
	DELETE FROM `message_search` WHERE rowid = old.`row`;
END;
--> statement-breakpoint
-- Facts about the database as a whole, such as the backup that it was restored from.
CREATE TABLE `state_facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
