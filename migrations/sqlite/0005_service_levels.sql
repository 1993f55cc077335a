CREATE TABLE `collaboration_tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`n` integer NOT NULL,
	`title` text NOT NULL,
	`deliverable` text NOT NULL,
	`owner_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`result` text,
	`files` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`done_by` text,
	`done_at` integer,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collaboration_tasks_n` ON `collaboration_tasks` (`ticket_id`,`n`);--> statement-breakpoint
CREATE INDEX `collaboration_tasks_owner` ON `collaboration_tasks` (`owner_id`,`state`);--> statement-breakpoint
CREATE TABLE `consultations` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`field` text NOT NULL,
	`question` text NOT NULL,
	`invited` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`root_cause` text,
	`root_cause_by` text,
	`closed_at` integer,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `consultations_ticket` ON `consultations` (`ticket_id`);--> statement-breakpoint
CREATE TABLE `incident_reports` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text,
	`person_id` text NOT NULL,
	`department` text,
	`at` integer NOT NULL,
	`features` text NOT NULL,
	`topic` text NOT NULL,
	`state` text DEFAULT 'new' NOT NULL,
	`incident_id` text
);
--> statement-breakpoint
CREATE INDEX `incident_reports_at` ON `incident_reports` (`at`);--> statement-breakpoint
CREATE INDEX `incident_reports_topic` ON `incident_reports` (`topic`,`at`);--> statement-breakpoint
CREATE INDEX `incident_reports_ticket` ON `incident_reports` (`ticket_id`);--> statement-breakpoint
CREATE INDEX `incident_reports_incident` ON `incident_reports` (`incident_id`);--> statement-breakpoint
CREATE TABLE `presence` (
	`person_id` text PRIMARY KEY NOT NULL,
	`seen_at` integer NOT NULL,
	`away` integer DEFAULT false NOT NULL,
	`given_at` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sla_breaches` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`clock` text NOT NULL,
	`agreement` text,
	`priority` text NOT NULL,
	`queue` text NOT NULL,
	`type` text NOT NULL,
	`department` text,
	`owner_id` text,
	`due_at` integer NOT NULL,
	`at` integer NOT NULL,
	`cause` text NOT NULL,
	`spent` text NOT NULL,
	`reason` text,
	`reason_by` text,
	`reason_at` integer,
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sla_breaches_once` ON `sla_breaches` (`ticket_id`,`clock`,`due_at`);--> statement-breakpoint
CREATE INDEX `sla_breaches_at` ON `sla_breaches` (`at`);--> statement-breakpoint
ALTER TABLE `tickets` ADD `next_respond_by` integer;--> statement-breakpoint
ALTER TABLE `tickets` ADD `sla` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `department` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `agreement` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `parent_id` text;--> statement-breakpoint
ALTER TABLE `tickets` ADD `is_incident` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `hand_overs` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `hand_backs` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `reassigns` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tickets` ADD `root_cause` text;--> statement-breakpoint
CREATE INDEX `tickets_parent` ON `tickets` (`parent_id`) WHERE "tickets"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX `tickets_board_open` ON `tickets` (`queue`,`type`,`priority`,`department`,`created_at`,`resolve_by`,`respond_by`,`first_response_at`,`resolved_at`,`waiting_for`) WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX `tickets_resolved` ON `tickets` (`resolved_at`,`queue`,`type`,`department`,`line`,`resolve_by`,`reopens`,`hand_overs`,`hand_backs`,`reassigns`);--> statement-breakpoint
CREATE INDEX `tickets_responded` ON `tickets` (`first_response_at`,`queue`,`type`,`department`,`respond_by`);--> statement-breakpoint
CREATE INDEX `tickets_created` ON `tickets` (`created_at`,`queue`,`type`,`department`);--> statement-breakpoint
CREATE INDEX `tickets_agreement` ON `tickets` (`agreement`,`created_at`);--> statement-breakpoint
CREATE INDEX `dialogues_outcome` ON `dialogues` (`updated_at`,`outcome`,`type`) WHERE "dialogues"."outcome" is not null;