DROP INDEX "incident_reports_topic";--> statement-breakpoint
DROP INDEX "tickets_board_open";--> statement-breakpoint
CREATE INDEX "tickets_due" ON "tickets" USING btree ("queue","resolve_by") WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_closed" ON "tickets" USING btree ("queue","closed_at") WHERE "tickets"."stage" = 'closed';--> statement-breakpoint
CREATE INDEX "incident_reports_topic" ON "incident_reports" USING btree ("topic","at") WHERE "incident_reports"."state" <> 'apart';--> statement-breakpoint
CREATE INDEX "tickets_board_open" ON "tickets" USING btree ("queue","priority","type","department","created_at","resolve_by","respond_by","first_response_at","resolved_at","waiting_for") WHERE "tickets"."stage" <> 'closed';