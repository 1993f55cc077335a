CREATE TABLE `early_changes` (
	`platform` text NOT NULL,
	`tenant` text NOT NULL,
	`channel` text NOT NULL,
	`message_id` text NOT NULL,
	`text` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`platform`, `tenant`, `channel`, `message_id`)
);
--> statement-breakpoint
CREATE INDEX `early_changes_at` ON `early_changes` (`at`);