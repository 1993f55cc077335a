import type { Child } from 'hono/jsx';
import { Icon } from './icons.tsx';
import type { TicketPageProps } from './ticket-props.ts';
import { ExactTime, Time } from './time.tsx';

/** The ticket's own fields. */
export function Facts({ visit, ticket, typeName, nameOf, viewer }: TicketPageProps) {
  const { t } = visit;
  const when = (at: number) => <Time at={at} visit={visit} />;
  return (
    <section class="panel-box">
      <h2>{t('ticket.facts')}</h2>
      <dl class="facts">
        <Fact label={t('ticket.requester')}>{nameOf(ticket.requesterId)}</Fact>
        <Fact label={t('ticket.assignee')}>
          {ticket.assigneeId ? nameOf(ticket.assigneeId) : t('desk.unassigned')}
        </Fact>
        <Fact label={t('ticket.line')}>
          <Name>{t(`line.${ticket.line}`)}</Name>
        </Fact>
        <Fact label={t('ticket.type')}>{typeName(ticket.type)}</Fact>
        <Fact label={t('ticket.impact')}>
          <Name>{t(`impact.${ticket.impact}`)}</Name>
        </Fact>
        <Fact label={t('ticket.urgency')}>
          <Name>{t(`urgency.${ticket.urgency}`)}</Name>
        </Fact>
        {viewer === 'agent' && ticket.agreement !== null && (
          <Fact label={t('ticket.agreement')}>{ticket.agreement}</Fact>
        )}
        {viewer === 'agent' && ticket.rootCause !== null && (
          <Fact label={t('ticket.root-cause')}>
            <span dir="auto">{ticket.rootCause}</span>
          </Fact>
        )}
        <Fact label={t('ticket.created')}>{when(ticket.createdAt)}</Fact>
        {ticket.firstResponseAt === null ? (
          <Fact label={t('ticket.respondBy')}>{when(ticket.respondBy)}</Fact>
        ) : (
          <Fact label={t('ticket.responded')}>{when(ticket.firstResponseAt)}</Fact>
        )}
        {ticket.resolvedAt === null ? (
          <Fact label={t('ticket.resolveBy')}>{when(ticket.resolveBy)}</Fact>
        ) : (
          <Fact label={t('ticket.resolved')}>{when(ticket.resolvedAt)}</Fact>
        )}
        {ticket.closedAt !== null && (
          <Fact label={t('ticket.closedAt')}>
            {when(ticket.closedAt)}
            {ticket.outcome && <span class="muted"> · {t(`outcome.${ticket.outcome}`)}</span>}
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** What the questionnaire has found out. */
export function Answers({ visit, ticket }: TicketPageProps) {
  if (ticket.answers.length === 0) return null;
  return (
    <section>
      <h2>{visit.t('ticket.answers')}</h2>
      <dl class="facts">
        {ticket.answers.map((answer) => (
          <Fact label={answer.label[visit.locale] ?? answer.key}>
            <span dir="auto">{answer.shown}</span>
          </Fact>
        ))}
      </dl>
    </section>
  );
}

/** The articles the bot has shown, and what the requester said of them. */
export function Tried({ visit, ticket }: TicketPageProps) {
  if (ticket.tried.length === 0) return null;
  return (
    <section>
      <h2>{visit.t('ticket.tried')}</h2>
      <ul class="tried">
        {ticket.tried.map((tried) => (
          <li>
            <a href={`/knowledge/${encodeURIComponent(tried.articleId)}?lang=${visit.locale}`}>
              {tried.title}
            </a>
            <span class={`badge verdict-${tried.verdict}`}>{visit.t(`verdict.${tried.verdict}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Cause and steps of the solution. */
export function Resolution({ visit, ticket }: TicketPageProps) {
  const { resolution } = ticket;
  if (!resolution) return null;
  return (
    <section class="solution">
      <h2>{visit.t('ticket.resolution')}</h2>
      <p class="plain" dir="auto">
        <strong>{visit.t('ticket.cause')}</strong> {resolution.cause}
      </p>
      <ol class="steps">
        {resolution.steps.map((step) => (
          <li dir="auto">{step}</li>
        ))}
      </ol>
    </section>
  );
}

/** The procedure that is being executed, with who did which step when. */
export function Steps({ visit, steps, nameOf }: TicketPageProps) {
  if (steps.length === 0) return null;
  return (
    <section>
      <h2>{visit.t('ticket.steps')}</h2>
      <ol class="procedure">
        {steps.map((step) => (
          <li class={step.doneAt === null ? 'open' : 'done'}>
            <span class="tick">{step.doneAt !== null && <Icon name="check" />}</span>
            <span dir="auto">{step.text}</span>
            <span class="muted small">
              {step.doneAt === null || step.doneBy === null ? (
                visit.t('ticket.notDone')
              ) : (
                <>
                  {nameOf(step.doneBy)} · <ExactTime at={step.doneAt} visit={visit} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the requester thought of it all. */
export function Survey({ visit, survey }: TicketPageProps) {
  if (!survey) return null;
  const { t } = visit;
  return (
    <section class="panel-box">
      <h2>{t('ticket.survey')}</h2>
      <dl class="facts">
        {(['response', 'quality', 'attitude'] as const).map((dimension) => (
          <Fact label={t(`survey.${dimension}`)}>
            <span class="stars" aria-hidden="true">
              {'★'.repeat(survey[dimension])}
              <span class="faint">{'★'.repeat(5 - survey[dimension])}</span>
            </span>{' '}
            {survey[dimension]}/5
          </Fact>
        ))}
      </dl>
      {survey.comment && (
        <blockquote class="plain" dir="auto">
          {survey.comment}
        </blockquote>
      )}
    </section>
  );
}

/** A name that stands alone begins with a capital. */
function Name({ children }: { children: Child }) {
  return <span class="name">{children}</span>;
}

function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
