CREATE TABLE `authenticators` (
	`account_id` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`confirmed_at` integer,
	`last_step` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `directory_accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`person_id` text NOT NULL,
	`linked_at` integer NOT NULL,
	`contacts` text NOT NULL,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `directory_accounts_person` ON `directory_accounts` (`person_id`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`account_id` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`account_id`, `hash`)
);
--> statement-breakpoint
CREATE TABLE `reset_blocks` (
	`account_id` text PRIMARY KEY NOT NULL,
	`request_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reset_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`request_id` text NOT NULL,
	`method` text NOT NULL,
	`code_hash` text,
	`numbers` text,
	`approver_id` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `reset_challenges_request` ON `reset_challenges` (`request_id`,`method`);--> statement-breakpoint
CREATE TABLE `reset_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`state` text NOT NULL,
	`because` text,
	`account_id` text,
	`person_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`platform` text NOT NULL,
	`tenant` text NOT NULL,
	`user_id` text NOT NULL,
	`locale` text NOT NULL,
	`proven` text NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`session_hash` text,
	`started_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`ended_at` integer,
	`ticket_id` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reset_requests_account` ON `reset_requests` (`account_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `reset_requests_started` ON `reset_requests` (`started_at`);--> statement-breakpoint
CREATE INDEX `reset_requests_person` ON `reset_requests` (`person_id`,`started_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `reset_requests_session` ON `reset_requests` (`session_hash`);--> statement-breakpoint
CREATE INDEX `reset_requests_applying` ON `reset_requests` (`id`) WHERE "reset_requests"."state" = 'applying';--> statement-breakpoint
CREATE TABLE `reset_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`request_id` text NOT NULL,
	`opens` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `reset_tokens_request` ON `reset_tokens` (`request_id`);--> statement-breakpoint
CREATE TABLE `security_events` (
	`n` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`actor` text NOT NULL,
	`request_id` text,
	`account_id` text,
	`data` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `security_events_request` ON `security_events` (`request_id`);--> statement-breakpoint
CREATE INDEX `security_events_at` ON `security_events` (`at`);--> statement-breakpoint
CREATE TRIGGER `security_events_no_update` BEFORE UPDATE ON `security_events` BEGIN SELECT RAISE(ABORT, 'security_events is append-only'); END;--> statement-breakpoint
CREATE TRIGGER `security_events_no_delete` BEFORE DELETE ON `security_events` BEGIN SELECT RAISE(ABORT, 'security_events is append-only'); END;
