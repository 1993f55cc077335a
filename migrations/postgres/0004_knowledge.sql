CREATE TABLE "article_events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "article_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" text NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"at" bigint NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"article_id" text NOT NULL,
	"version" bigint NOT NULL,
	"sign" text NOT NULL,
	"person_id" text NOT NULL,
	"dialogue_id" text,
	"ticket_id" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_links" (
	"ticket_id" text NOT NULL,
	"article_id" text NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "article_links_ticket_id_article_id_kind_pk" PRIMARY KEY("ticket_id","article_id","kind")
);
--> statement-breakpoint
CREATE TABLE "article_versions" (
	"article_id" text NOT NULL,
	"n" bigint NOT NULL,
	"state" text NOT NULL,
	"body" jsonb NOT NULL,
	"hash" text NOT NULL,
	"warnings" jsonb NOT NULL,
	"author_id" text NOT NULL,
	"at" bigint NOT NULL,
	"submitted_at" bigint,
	"reviewer_id" text,
	"reviewed_at" bigint,
	"reason" text,
	"ticket_id" text,
	CONSTRAINT "article_versions_article_id_n_pk" PRIMARY KEY("article_id","n")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"version" bigint,
	"type" text NOT NULL,
	"owner" text NOT NULL,
	"author_id" text NOT NULL,
	"origin" text NOT NULL,
	"source_hash" text,
	"ticket_id" text,
	"valid_until" bigint,
	"reminded_at" bigint,
	"published_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gaps" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"type" text,
	"locale" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"count" bigint NOT NULL,
	"owner_id" text,
	"article_id" text,
	"merged_into" text,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "keyword_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"article_id" text NOT NULL,
	"locale" text NOT NULL,
	"words" text NOT NULL,
	"ticket_id" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"decided_by" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_decisions" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"decision" text NOT NULL,
	"article_id" text,
	"reason" text,
	"actor" text NOT NULL,
	"features" jsonb NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"person_id" text,
	"dialogue_id" text,
	"ticket_id" text,
	"model" text NOT NULL,
	"prompt_version" text NOT NULL,
	"passages" jsonb NOT NULL,
	"redactions" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"ms" bigint NOT NULL,
	"verdict" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "points" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"points" bigint NOT NULL,
	"reason" text NOT NULL,
	"subject" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"id" text PRIMARY KEY NOT NULL,
	"dialogue_id" text,
	"person_id" text NOT NULL,
	"text" text NOT NULL,
	"locale" text NOT NULL,
	"type" text,
	"found" jsonb NOT NULL,
	"answer" text NOT NULL,
	"article_id" text,
	"verdict" text DEFAULT 'unanswered' NOT NULL,
	"gap_id" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_documents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_documents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"collection" text NOT NULL,
	"key" text NOT NULL,
	"locale" text NOT NULL,
	"entry" text NOT NULL,
	"hash" text NOT NULL,
	"analysis" text NOT NULL,
	"type" text,
	"facets" jsonb NOT NULL,
	"terms" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_pending" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_pending_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"collection" text NOT NULL,
	"key" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_terms" (
	"collection" text NOT NULL,
	"term" text NOT NULL,
	"documents" bigint NOT NULL,
	CONSTRAINT "search_terms_collection_term_pk" PRIMARY KEY("collection","term")
);
--> statement-breakpoint
CREATE TABLE "search_vectors" (
	"document_id" bigint NOT NULL,
	"model" text NOT NULL,
	"hash" text NOT NULL,
	"dimensions" bigint NOT NULL,
	"vector" "bytea" NOT NULL,
	CONSTRAINT "search_vectors_document_id_model_pk" PRIMARY KEY("document_id","model")
);
--> statement-breakpoint
CREATE TABLE "synonyms" (
	"id" text PRIMARY KEY NOT NULL,
	"words" jsonb NOT NULL,
	"added_by" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "translated_tickets" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"by" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "type_lessons" (
	"ticket_id" text PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"type" text NOT NULL,
	"via" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ticket_messages" ADD COLUMN "translation" jsonb;--> statement-breakpoint
ALTER TABLE "article_versions" ADD CONSTRAINT "article_versions_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_events_article" ON "article_events" USING btree ("article_id","seq");--> statement-breakpoint
CREATE INDEX "article_feedback_article" ON "article_feedback" USING btree ("article_id","at");--> statement-breakpoint
CREATE INDEX "article_feedback_person" ON "article_feedback" USING btree ("person_id","article_id","at");--> statement-breakpoint
CREATE INDEX "article_links_article" ON "article_links" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "article_versions_review" ON "article_versions" USING btree ("submitted_at") WHERE "article_versions"."state" = 'in-review';--> statement-breakpoint
CREATE INDEX "articles_state" ON "articles" USING btree ("state","valid_until");--> statement-breakpoint
CREATE INDEX "articles_type" ON "articles" USING btree ("type");--> statement-breakpoint
CREATE INDEX "gaps_state" ON "gaps" USING btree ("state","last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "keyword_proposals_once" ON "keyword_proposals" USING btree ("article_id","locale","words");--> statement-breakpoint
CREATE INDEX "model_calls_at" ON "model_calls" USING btree ("at");--> statement-breakpoint
CREATE INDEX "model_calls_person" ON "model_calls" USING btree ("person_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "points_once" ON "points" USING btree ("person_id","reason","subject");--> statement-breakpoint
CREATE INDEX "points_person" ON "points" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "questions_at" ON "questions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "questions_dialogue" ON "questions" USING btree ("dialogue_id","gap_id");--> statement-breakpoint
CREATE INDEX "questions_gap" ON "questions" USING btree ("gap_id","at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "search_documents_key" ON "search_documents" USING btree ("collection","key","locale");--> statement-breakpoint
CREATE INDEX "search_documents_analysis" ON "search_documents" USING btree ("collection","analysis","key");--> statement-breakpoint
CREATE INDEX "type_lessons_at" ON "type_lessons" USING btree ("at");