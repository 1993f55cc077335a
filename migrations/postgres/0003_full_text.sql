-- Which terms stand in which document of search_documents; the terms are ours, so no parser of the server's is used.
CREATE TABLE "search_text" ("id" bigint PRIMARY KEY, "terms" tsvector NOT NULL);
--> statement-breakpoint
CREATE INDEX "search_text_terms" ON "search_text" using gin ("terms") with (fastupdate = off);
