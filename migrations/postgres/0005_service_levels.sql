CREATE TABLE "collaboration_tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"n" bigint NOT NULL,
	"title" text NOT NULL,
	"deliverable" text NOT NULL,
	"owner_id" text NOT NULL,
	"due_at" bigint NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"result" text,
	"files" jsonb NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"done_by" text,
	"done_at" bigint
);
--> statement-breakpoint
CREATE TABLE "consultations" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"field" text NOT NULL,
	"question" text NOT NULL,
	"invited" jsonb NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"root_cause" text,
	"root_cause_by" text,
	"closed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "incident_reports" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text,
	"person_id" text NOT NULL,
	"department" text,
	"at" bigint NOT NULL,
	"features" jsonb NOT NULL,
	"topic" text NOT NULL,
	"state" text DEFAULT 'new' NOT NULL,
	"incident_id" text
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"person_id" text PRIMARY KEY NOT NULL,
	"seen_at" bigint NOT NULL,
	"away" boolean DEFAULT false NOT NULL,
	"given_at" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sla_breaches" (
	"id" text PRIMARY KEY NOT NULL,
	"ticket_id" text NOT NULL,
	"clock" text NOT NULL,
	"agreement" text,
	"priority" text NOT NULL,
	"queue" text NOT NULL,
	"type" text NOT NULL,
	"department" text,
	"owner_id" text,
	"due_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	"cause" text NOT NULL,
	"spent" jsonb NOT NULL,
	"reason" text,
	"reason_by" text,
	"reason_at" bigint
);
--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "next_respond_by" bigint;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "sla" jsonb;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "department" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "agreement" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "parent_id" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "is_incident" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "hand_overs" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "hand_backs" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "reassigns" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "root_cause" text;--> statement-breakpoint
ALTER TABLE "collaboration_tasks" ADD CONSTRAINT "collaboration_tasks_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consultations" ADD CONSTRAINT "consultations_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_breaches" ADD CONSTRAINT "sla_breaches_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "collaboration_tasks_n" ON "collaboration_tasks" USING btree ("ticket_id","n");--> statement-breakpoint
CREATE INDEX "collaboration_tasks_owner" ON "collaboration_tasks" USING btree ("owner_id","state");--> statement-breakpoint
CREATE INDEX "consultations_ticket" ON "consultations" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "incident_reports_at" ON "incident_reports" USING btree ("at");--> statement-breakpoint
CREATE INDEX "incident_reports_topic" ON "incident_reports" USING btree ("topic","at");--> statement-breakpoint
CREATE INDEX "incident_reports_ticket" ON "incident_reports" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "incident_reports_incident" ON "incident_reports" USING btree ("incident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_breaches_once" ON "sla_breaches" USING btree ("ticket_id","clock","due_at");--> statement-breakpoint
CREATE INDEX "sla_breaches_at" ON "sla_breaches" USING btree ("at");--> statement-breakpoint
CREATE INDEX "dialogues_outcome" ON "dialogues" USING btree ("updated_at","outcome","type") WHERE "dialogues"."outcome" is not null;--> statement-breakpoint
CREATE INDEX "tickets_parent" ON "tickets" USING btree ("parent_id") WHERE "tickets"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX "tickets_board_open" ON "tickets" USING btree ("queue","type","priority","department","created_at","resolve_by","respond_by","first_response_at","resolved_at","waiting_for") WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_resolved" ON "tickets" USING btree ("resolved_at","queue","type","department","line","resolve_by","reopens","hand_overs","hand_backs","reassigns");--> statement-breakpoint
CREATE INDEX "tickets_responded" ON "tickets" USING btree ("first_response_at","queue","type","department","respond_by");--> statement-breakpoint
CREATE INDEX "tickets_created" ON "tickets" USING btree ("created_at","queue","type","department");--> statement-breakpoint
CREATE INDEX "tickets_agreement" ON "tickets" USING btree ("agreement","created_at");