CREATE TABLE "letter_acts" (
	"id" text PRIMARY KEY NOT NULL,
	"letter" text NOT NULL,
	"act" text NOT NULL,
	"actor" text NOT NULL,
	"reason" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "retried_at" bigint;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "retried_at" bigint;--> statement-breakpoint
CREATE INDEX "letter_acts_letter" ON "letter_acts" USING btree ("letter","id");--> statement-breakpoint
CREATE INDEX "inbox_dead" ON "inbox" USING btree ("id") WHERE "inbox"."state" = 'dead';--> statement-breakpoint
CREATE INDEX "outbox_unknown" ON "outbox" USING btree ("id") WHERE "outbox"."state" = 'unknown';