CREATE TABLE `letter_acts` (
	`id` text PRIMARY KEY NOT NULL,
	`letter` text NOT NULL,
	`act` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `letter_acts_letter` ON `letter_acts` (`letter`,`id`);--> statement-breakpoint
ALTER TABLE `inbox` ADD `retried_at` integer;--> statement-breakpoint
CREATE INDEX `inbox_dead` ON `inbox` (`id`) WHERE "inbox"."state" = 'dead';--> statement-breakpoint
ALTER TABLE `outbox` ADD `retried_at` integer;--> statement-breakpoint
CREATE INDEX `outbox_unknown` ON `outbox` (`id`) WHERE "outbox"."state" = 'unknown';