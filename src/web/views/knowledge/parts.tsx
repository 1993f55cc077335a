import type { Child } from 'hono/jsx';
import type { ArticleState, VersionState } from '../../../store/schema.ts';
import { mayDraft, mayReview } from '../../knowledge/rights.ts';
import { refusals, type Flash } from '../../knowledge/flash.ts';
import type { TextKey } from '../../text-keys.ts';
import type { Visit } from '../../visit.ts';
import { Icon, type IconName } from '../icons.tsx';

/** Where an article stands. */
export function State({ state, visit }: { state: ArticleState | VersionState; visit: Visit }) {
  return <span class={`badge article-${state}`}>{visit.t(`article-state.${state}`)}</span>;
}

export function Token({ visit }: { visit: Visit }) {
  return <input type="hidden" name="token" value={visit.token} />;
}

interface PressProps {
  visit: Visit;
  action: string;
  text: string;
  icon?: IconName;
  look?: 'primary' | 'danger' | '' | undefined;
  fields?: Record<string, string>;
  label?: string;
}

/** A button that changes something. */
export function Press({ visit, action, text, icon, look = '', fields = {}, label }: PressProps) {
  return (
    <form method="post" action={action} class="press">
      <Token visit={visit} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={`button ${look}`} aria-label={label}>
        {icon && <Icon name={icon} />}
        {text}
      </button>
    </form>
  );
}

interface ReasonedProps extends PressProps {
  id: string;
  reason: string;
  placeholder?: string | undefined;
}

/** A button that asks for a reason first. */
export function Reasoned({ id, visit, action, text, look, reason, placeholder, fields = {} }: ReasonedProps) {
  return (
    <details class="reasoned" id={id}>
      <summary class={`button ${look ?? ''}`}>{text}</summary>
      <form method="post" action={action} class="tool-panel">
        <Token visit={visit} />
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <label for={`${id}-reason`}>{reason}</label>
        <textarea
          id={`${id}-reason`}
          name="reason"
          rows={2}
          required
          maxlength={2000}
          placeholder={placeholder}
        />
        <button type="submit" class={`button ${look === 'danger' ? 'danger' : 'primary'}`}>
          {text}
        </button>
      </form>
    </details>
  );
}

type Tab = 'list' | 'review' | 'gaps' | 'graph' | 'synonyms' | 'points' | 'model' | 'import';
const tabs: readonly [Tab, string, TextKey][] = [
  ['list', '/knowledge', 'knowledge.tab.list'],
  ['review', '/knowledge/review', 'knowledge.tab.review'],
  ['gaps', '/knowledge/gaps', 'knowledge.tab.gaps'],
  ['graph', '/knowledge/graph', 'knowledge.tab.graph'],
  ['synonyms', '/knowledge/synonyms', 'knowledge.tab.synonyms'],
  ['points', '/knowledge/points', 'knowledge.tab.points'],
  ['import', '/knowledge/import', 'knowledge.tab.import'],
  ['model', '/knowledge/model', 'knowledge.tab.model'],
];

/** The ways between the pages of knowledge, for those who keep it. */
export function KnowledgeNav({ visit, tab }: { visit: Visit; tab?: Tab }) {
  const { t, person } = visit;
  if (!mayDraft(person)) return null;
  return (
    <nav class="tabs knowledge-tabs" aria-label={t('knowledge.tabs')}>
      {tabs
        .filter(([name]) => name !== 'review' || mayReview(person))
        .map(([name, path, key]) => (
          <a href={path} aria-current={name === tab ? 'page' : undefined}>
            {t(key)}
          </a>
        ))}
    </nav>
  );
}

/** Says what came of what was just done. */
export function Said({ visit, flash }: { visit: Visit; flash: Flash | undefined }) {
  if (!flash) return null;
  const refused = (refusals as readonly string[]).includes(flash.said);
  return (
    <p
      class={refused ? 'compose-error flash' : 'thanks flash'}
      role={refused ? 'alert' : 'status'}
      data-forget={flash.kept}
    >
      {visit.t(`knowledge.said.${flash.said}`, { what: flash.what ?? '' })}
    </p>
  );
}

export function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
