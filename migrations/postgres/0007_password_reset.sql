CREATE TABLE "authenticators" (
	"account_id" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"confirmed_at" bigint,
	"last_step" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directory_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"person_id" text NOT NULL,
	"linked_at" bigint NOT NULL,
	"contacts" jsonb NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"account_id" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"used_at" bigint,
	CONSTRAINT "recovery_codes_account_id_hash_pk" PRIMARY KEY("account_id","hash")
);
--> statement-breakpoint
CREATE TABLE "reset_blocks" (
	"account_id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reset_challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"method" text NOT NULL,
	"code_hash" text,
	"numbers" jsonb,
	"approver_id" text,
	"tries" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"closed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "reset_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"because" text,
	"account_id" text,
	"person_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"user_id" text NOT NULL,
	"locale" text NOT NULL,
	"proven" jsonb NOT NULL,
	"failures" bigint DEFAULT 0 NOT NULL,
	"session_hash" text,
	"started_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"ended_at" bigint,
	"ticket_id" text
);
--> statement-breakpoint
CREATE TABLE "reset_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"opens" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "security_events" (
	"n" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"request_id" text,
	"account_id" text,
	"data" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "directory_accounts" ADD CONSTRAINT "directory_accounts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reset_requests" ADD CONSTRAINT "reset_requests_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directory_accounts_person" ON "directory_accounts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "reset_challenges_request" ON "reset_challenges" USING btree ("request_id","method");--> statement-breakpoint
CREATE INDEX "reset_requests_account" ON "reset_requests" USING btree ("account_id","started_at");--> statement-breakpoint
CREATE INDEX "reset_requests_started" ON "reset_requests" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "reset_requests_person" ON "reset_requests" USING btree ("person_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reset_requests_session" ON "reset_requests" USING btree ("session_hash");--> statement-breakpoint
CREATE INDEX "reset_requests_applying" ON "reset_requests" USING btree ("id") WHERE "reset_requests"."state" = 'applying';--> statement-breakpoint
CREATE INDEX "reset_tokens_request" ON "reset_tokens" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "security_events_request" ON "security_events" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "security_events_at" ON "security_events" USING btree ("at");--> statement-breakpoint
CREATE FUNCTION "security_events_append_only"() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'security_events is append-only'; END; $$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "security_events_append_only" BEFORE UPDATE OR DELETE ON "security_events" FOR EACH ROW EXECUTE FUNCTION "security_events_append_only"();--> statement-breakpoint
CREATE TRIGGER "security_events_no_truncate" BEFORE TRUNCATE ON "security_events" FOR EACH STATEMENT EXECUTE FUNCTION "security_events_append_only"();
