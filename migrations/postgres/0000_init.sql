CREATE TABLE "conversations" (
	"id" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"channel" text NOT NULL,
	"person_id" text NOT NULL,
	"locale" text NOT NULL,
	"bot_turns" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"name" text PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dialogues" (
	"id" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" jsonb,
	"open" boolean DEFAULT true NOT NULL,
	"type" text,
	"article_id" text,
	"ticket_id" text,
	"outcome" text,
	"started_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"person_id" text NOT NULL,
	CONSTRAINT "identities_platform_tenant_user_id_pk" PRIMARY KEY("platform","tenant","user_id")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"lane" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"not_before" bigint NOT NULL,
	"lease_owner" text,
	"lease_until" bigint,
	"received_at" bigint NOT NULL,
	"done_at" bigint,
	"result" text
);
--> statement-breakpoint
CREATE TABLE "inbox_keys" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"key" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "inbox_keys_platform_tenant_key_pk" PRIMARY KEY("platform","tenant","key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"lane" text NOT NULL,
	"op" text NOT NULL,
	"place" jsonb NOT NULL,
	"body" jsonb,
	"ref" text,
	"target" text,
	"thread_ref" text,
	"private_to" text,
	"reaction" text,
	"ticket_id" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"not_before" bigint NOT NULL,
	"lease_owner" text,
	"lease_until" bigint,
	"message_id" text,
	"error" text,
	"created_at" bigint NOT NULL,
	"sent_at" bigint,
	CONSTRAINT "outbox_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"locale" text,
	"department" text,
	"profile" jsonb NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"reason" text NOT NULL,
	"due_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"done_at" bigint,
	"done_by" text,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "surveys" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"response" bigint NOT NULL,
	"quality" bigint NOT NULL,
	"attitude" bigint NOT NULL,
	"comment" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ticket_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" text NOT NULL,
	"n" bigint NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"at" bigint NOT NULL,
	"source_event" bigint,
	"data" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"author_id" text NOT NULL,
	"side" text NOT NULL,
	"text" text NOT NULL,
	"files" jsonb NOT NULL,
	"origin_id" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_steps" (
	"ticket_id" text NOT NULL,
	"article_id" text NOT NULL,
	"n" bigint NOT NULL,
	"text" text NOT NULL,
	"done_by" text,
	"done_at" bigint,
	CONSTRAINT "ticket_steps_ticket_id_article_id_n_pk" PRIMARY KEY("ticket_id","article_id","n")
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"requester_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"type" text NOT NULL,
	"impact" text NOT NULL,
	"urgency" text NOT NULL,
	"priority" text NOT NULL,
	"stage" text DEFAULT 'intake' NOT NULL,
	"line" text DEFAULT 'L1' NOT NULL,
	"queue" text NOT NULL,
	"assignee_id" text,
	"waiting_for" text,
	"answers" jsonb NOT NULL,
	"tried" jsonb NOT NULL,
	"resolution" jsonb,
	"outcome" text,
	"merged_into" text,
	"reopens" bigint DEFAULT 0 NOT NULL,
	"respond_by" bigint NOT NULL,
	"resolve_by" bigint NOT NULL,
	"first_response_at" bigint,
	"resolved_at" bigint,
	"closed_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "tickets_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"key" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"lane" text NOT NULL,
	"due_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_files" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"mime" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"owner_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_messages" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "web_messages_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"thread" text,
	"author_id" text NOT NULL,
	"text" text NOT NULL,
	"body" jsonb,
	"files" jsonb NOT NULL,
	"reactions" jsonb NOT NULL,
	"private_to" text,
	"at" bigint NOT NULL,
	"edited_at" bigint,
	"deleted_at" bigint,
	CONSTRAINT "web_messages_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_tasks" ADD CONSTRAINT "recovery_tasks_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_events" ADD CONSTRAINT "ticket_events_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD CONSTRAINT "ticket_messages_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_steps" ADD CONSTRAINT "ticket_steps_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_requester_id_people_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_place" ON "conversations" USING btree ("platform","tenant","channel");--> statement-breakpoint
CREATE INDEX "conversations_person" ON "conversations" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dialogues_one_open" ON "dialogues" USING btree ("holder") WHERE "dialogues"."open" = true;--> statement-breakpoint
CREATE INDEX "dialogues_holder" ON "dialogues" USING btree ("holder","updated_at");--> statement-breakpoint
CREATE INDEX "identities_person" ON "identities" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "inbox_pending" ON "inbox" USING btree ("lane","id") WHERE "inbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("lane","id") WHERE "outbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_ref" ON "outbox" USING btree ("ref");--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("id") WHERE "outbox"."state" = 'dead';--> statement-breakpoint
CREATE INDEX "outbox_message" ON "outbox" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "recovery_tasks_open" ON "recovery_tasks" USING btree ("done_at","due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_events_n" ON "ticket_events" USING btree ("ticket_id","n");--> statement-breakpoint
CREATE INDEX "ticket_messages_ticket" ON "ticket_messages" USING btree ("ticket_id","at");--> statement-breakpoint
CREATE INDEX "ticket_messages_origin" ON "ticket_messages" USING btree ("origin_id");--> statement-breakpoint
CREATE INDEX "tickets_requester" ON "tickets" USING btree ("requester_id","created_at");--> statement-breakpoint
CREATE INDEX "tickets_conversation" ON "tickets" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "tickets_type" ON "tickets" USING btree ("type","closed_at");--> statement-breakpoint
CREATE INDEX "tickets_open" ON "tickets" USING btree ("queue","created_at") WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "web_messages_channel" ON "web_messages" USING btree ("channel","thread","seq");