CREATE TABLE `desk_members` (
	`queue_id` text NOT NULL,
	`person_id` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`queue_id`, `person_id`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `identities` ADD `via` text DEFAULT 'first-contact' NOT NULL;--> statement-breakpoint
ALTER TABLE `identities` ADD `linked_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `carries` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `notice` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `people` ADD `email` text;--> statement-breakpoint
ALTER TABLE `people` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `ticket_messages` ADD `origin_place` text;--> statement-breakpoint
ALTER TABLE `ticket_messages` ADD `edited_at` integer;--> statement-breakpoint
ALTER TABLE `ticket_messages` ADD `deleted_at` integer;--> statement-breakpoint
CREATE INDEX `tickets_assignee` ON `tickets` (`assignee_id`) WHERE "tickets"."stage" <> 'closed';