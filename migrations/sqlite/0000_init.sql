CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`tenant` text NOT NULL,
	`channel` text NOT NULL,
	`person_id` text NOT NULL,
	`locale` text NOT NULL,
	`bot_turns` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_place` ON `conversations` (`platform`,`tenant`,`channel`);--> statement-breakpoint
CREATE INDEX `conversations_person` ON `conversations` (`person_id`);--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dialogues` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text,
	`open` integer DEFAULT true NOT NULL,
	`type` text,
	`article_id` text,
	`ticket_id` text,
	`outcome` text,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dialogues_one_open` ON `dialogues` (`holder`) WHERE "dialogues"."open" = true;--> statement-breakpoint
CREATE INDEX `dialogues_holder` ON `dialogues` (`holder`,`updated_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`platform` text NOT NULL,
	`tenant` text NOT NULL,
	`user_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`platform`, `tenant`, `user_id`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identities_person` ON `identities` (`person_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lane` text NOT NULL,
	`payload` text NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`received_at` integer NOT NULL,
	`done_at` integer,
	`result` text
);
--> statement-breakpoint
CREATE INDEX `inbox_pending` ON `inbox` (`lane`,`id`) WHERE "inbox"."state" = 'pending';--> statement-breakpoint
CREATE TABLE `inbox_keys` (
	`platform` text NOT NULL,
	`tenant` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`platform`, `tenant`, `key`)
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`lane` text NOT NULL,
	`op` text NOT NULL,
	`place` text NOT NULL,
	`body` text,
	`ref` text,
	`target` text,
	`thread_ref` text,
	`private_to` text,
	`reaction` text,
	`ticket_id` text,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`message_id` text,
	`error` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_key_unique` ON `outbox` (`key`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`lane`,`id`) WHERE "outbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `outbox_ref` ON `outbox` (`ref`);--> statement-breakpoint
CREATE INDEX `outbox_dead` ON `outbox` (`id`) WHERE "outbox"."state" = 'dead';--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`locale` text,
	`department` text,
	`profile` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recovery_tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`owner_id` text NOT NULL,
	`reason` text NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`done_at` integer,
	`done_by` text,
	`note` text,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `recovery_tasks_open` ON `recovery_tasks` (`done_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `surveys` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`response` integer NOT NULL,
	`quality` integer NOT NULL,
	`attitude` integer NOT NULL,
	`comment` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `ticket_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ticket_id` text NOT NULL,
	`n` integer NOT NULL,
	`kind` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`source_event` integer,
	`data` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_events_n` ON `ticket_events` (`ticket_id`,`n`);--> statement-breakpoint
CREATE TABLE `ticket_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`author_id` text NOT NULL,
	`side` text NOT NULL,
	`text` text NOT NULL,
	`files` text NOT NULL,
	`origin_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ticket_messages_ticket` ON `ticket_messages` (`ticket_id`,`at`);--> statement-breakpoint
CREATE INDEX `ticket_messages_origin` ON `ticket_messages` (`origin_id`);--> statement-breakpoint
CREATE TABLE `ticket_steps` (
	`ticket_id` text NOT NULL,
	`article_id` text NOT NULL,
	`n` integer NOT NULL,
	`text` text NOT NULL,
	`done_by` text,
	`done_at` integer,
	PRIMARY KEY(`ticket_id`, `article_id`, `n`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`requester_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`type` text NOT NULL,
	`impact` text NOT NULL,
	`urgency` text NOT NULL,
	`priority` text NOT NULL,
	`stage` text DEFAULT 'intake' NOT NULL,
	`line` text DEFAULT 'L1' NOT NULL,
	`queue` text NOT NULL,
	`assignee_id` text,
	`waiting_for` text,
	`answers` text NOT NULL,
	`tried` text NOT NULL,
	`resolution` text,
	`outcome` text,
	`merged_into` text,
	`reopens` integer DEFAULT 0 NOT NULL,
	`respond_by` integer NOT NULL,
	`resolve_by` integer NOT NULL,
	`first_response_at` integer,
	`resolved_at` integer,
	`closed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`requester_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_number_unique` ON `tickets` (`number`);--> statement-breakpoint
CREATE INDEX `tickets_requester` ON `tickets` (`requester_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_conversation` ON `tickets` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `tickets_type` ON `tickets` (`type`,`closed_at`);--> statement-breakpoint
CREATE INDEX `tickets_open` ON `tickets` (`queue`,`created_at`) WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE TABLE `timers` (
	`key` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`subject` text NOT NULL,
	`lane` text NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `timers_due` ON `timers` (`due_at`);--> statement-breakpoint
CREATE TABLE `web_files` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mime` text NOT NULL,
	`bytes` blob NOT NULL,
	`owner_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `web_messages` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`channel` text NOT NULL,
	`thread` text,
	`author_id` text NOT NULL,
	`text` text NOT NULL,
	`body` text,
	`files` text NOT NULL,
	`reactions` text NOT NULL,
	`private_to` text,
	`at` integer NOT NULL,
	`edited_at` integer,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `web_messages_key_unique` ON `web_messages` (`key`);--> statement-breakpoint
CREATE INDEX `web_messages_channel` ON `web_messages` (`channel`,`thread`,`seq`);