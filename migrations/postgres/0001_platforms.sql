CREATE TABLE "desk_members" (
	"queue_id" text NOT NULL,
	"person_id" text NOT NULL,
	"seen_at" bigint NOT NULL,
	CONSTRAINT "desk_members_queue_id_person_id_pk" PRIMARY KEY("queue_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "via" text DEFAULT 'first-contact' NOT NULL;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "linked_at" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "carries" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "notice" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD COLUMN "origin_place" jsonb;--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD COLUMN "edited_at" bigint;--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD COLUMN "deleted_at" bigint;--> statement-breakpoint
ALTER TABLE "desk_members" ADD CONSTRAINT "desk_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_codes" ADD CONSTRAINT "link_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tickets_assignee" ON "tickets" USING btree ("assignee_id") WHERE "tickets"."stage" <> 'closed';