DROP INDEX `incident_reports_topic`;--> statement-breakpoint
CREATE INDEX `incident_reports_topic` ON `incident_reports` (`topic`,`at`) WHERE "incident_reports"."state" <> 'apart';--> statement-breakpoint
CREATE INDEX `tickets_due` ON `tickets` (`queue`,`resolve_by`) WHERE "tickets"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX `tickets_closed` ON `tickets` (`queue`,`closed_at`) WHERE "tickets"."stage" = 'closed';