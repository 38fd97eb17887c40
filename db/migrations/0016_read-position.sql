ALTER TABLE `sessions` ADD `read_position` integer DEFAULT -1 NOT NULL;--> statement-breakpoint
UPDATE `sessions` SET `read_position` = coalesce((SELECT max(`position`) FROM `messages` WHERE `session_id` = `sessions`.`id`), -1);
