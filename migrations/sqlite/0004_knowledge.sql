CREATE TABLE `article_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `article_events_article` ON `article_events` (`article_id`,`seq`);--> statement-breakpoint
CREATE TABLE `article_feedback` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`sign` text NOT NULL,
	`person_id` text NOT NULL,
	`dialogue_id` text,
	`ticket_id` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `article_feedback_article` ON `article_feedback` (`article_id`,`at`);--> statement-breakpoint
CREATE INDEX `article_feedback_person` ON `article_feedback` (`person_id`,`article_id`,`at`);--> statement-breakpoint
CREATE TABLE `article_links` (
	`ticket_id` text NOT NULL,
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `article_id`, `kind`)
);
--> statement-breakpoint
CREATE INDEX `article_links_article` ON `article_links` (`article_id`);--> statement-breakpoint
CREATE TABLE `article_versions` (
	`article_id` text NOT NULL,
	`n` integer NOT NULL,
	`state` text NOT NULL,
	`body` text NOT NULL,
	`hash` text NOT NULL,
	`warnings` text NOT NULL,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	`submitted_at` integer,
	`reviewer_id` text,
	`reviewed_at` integer,
	`reason` text,
	`ticket_id` text,
	PRIMARY KEY(`article_id`, `n`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `article_versions_review` ON `article_versions` (`submitted_at`) WHERE "article_versions"."state" = 'in-review';--> statement-breakpoint
CREATE TABLE `articles` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`version` integer,
	`type` text NOT NULL,
	`owner` text NOT NULL,
	`author_id` text NOT NULL,
	`origin` text NOT NULL,
	`source_hash` text,
	`ticket_id` text,
	`valid_until` integer,
	`reminded_at` integer,
	`published_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `articles_state` ON `articles` (`state`,`valid_until`);--> statement-breakpoint
CREATE INDEX `articles_type` ON `articles` (`type`);--> statement-breakpoint
CREATE TABLE `gaps` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`type` text,
	`locale` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`count` integer NOT NULL,
	`owner_id` text,
	`article_id` text,
	`merged_into` text,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `gaps_state` ON `gaps` (`state`,`last_at`);--> statement-breakpoint
CREATE TABLE `keyword_proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`locale` text NOT NULL,
	`words` text NOT NULL,
	`ticket_id` text,
	`state` text DEFAULT 'pending' NOT NULL,
	`decided_by` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keyword_proposals_once` ON `keyword_proposals` (`article_id`,`locale`,`words`);--> statement-breakpoint
CREATE TABLE `knowledge_decisions` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`decision` text NOT NULL,
	`article_id` text,
	`reason` text,
	`actor` text NOT NULL,
	`features` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `model_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`person_id` text,
	`dialogue_id` text,
	`ticket_id` text,
	`model` text NOT NULL,
	`prompt_version` text NOT NULL,
	`passages` text NOT NULL,
	`redactions` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`ms` integer NOT NULL,
	`verdict` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `model_calls_at` ON `model_calls` (`at`);--> statement-breakpoint
CREATE INDEX `model_calls_person` ON `model_calls` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `points` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`points` integer NOT NULL,
	`reason` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `points_once` ON `points` (`person_id`,`reason`,`subject`);--> statement-breakpoint
CREATE INDEX `points_person` ON `points` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `questions` (
	`id` text PRIMARY KEY NOT NULL,
	`dialogue_id` text,
	`person_id` text NOT NULL,
	`text` text NOT NULL,
	`locale` text NOT NULL,
	`type` text,
	`found` text NOT NULL,
	`answer` text NOT NULL,
	`article_id` text,
	`verdict` text DEFAULT 'unanswered' NOT NULL,
	`gap_id` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `questions_at` ON `questions` (`at`);--> statement-breakpoint
CREATE INDEX `questions_dialogue` ON `questions` (`dialogue_id`,`gap_id`);--> statement-breakpoint
CREATE INDEX `questions_gap` ON `questions` (`gap_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `search_documents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`collection` text NOT NULL,
	`key` text NOT NULL,
	`locale` text NOT NULL,
	`entry` text NOT NULL,
	`hash` text NOT NULL,
	`analysis` text NOT NULL,
	`type` text,
	`facets` text NOT NULL,
	`terms` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_documents_key` ON `search_documents` (`collection`,`key`,`locale`);--> statement-breakpoint
CREATE INDEX `search_documents_analysis` ON `search_documents` (`collection`,`analysis`,`key`);--> statement-breakpoint
CREATE TABLE `search_pending` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`collection` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_terms` (
	`collection` text NOT NULL,
	`term` text NOT NULL,
	`documents` integer NOT NULL,
	PRIMARY KEY(`collection`, `term`)
);
--> statement-breakpoint
CREATE TABLE `search_vectors` (
	`document_id` integer NOT NULL,
	`model` text NOT NULL,
	`hash` text NOT NULL,
	`dimensions` integer NOT NULL,
	`vector` blob NOT NULL,
	PRIMARY KEY(`document_id`, `model`)
);
--> statement-breakpoint
CREATE TABLE `synonyms` (
	`id` text PRIMARY KEY NOT NULL,
	`words` text NOT NULL,
	`added_by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `translated_tickets` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `type_lessons` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`type` text NOT NULL,
	`via` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `type_lessons_at` ON `type_lessons` (`at`);--> statement-breakpoint
ALTER TABLE `ticket_messages` ADD `translation` text;