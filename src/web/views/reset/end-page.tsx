import type { ResetPurpose, ResetState } from '../../../store/schema.ts';
import type { Visit } from '../../visit.ts';
import { GonePage } from './open-page.tsx';
import { ResetLayout } from './reset-layout.tsx';

const ENDS = ['done', 'unknown', 'failed', 'expired', 'void', 'refused'] as const;

interface EndPageProps {
  visit: Visit;
  state: ResetState | undefined;
  purpose?: ResetPurpose | undefined;
}

/** How it ended; never why somebody was refused. */
export function EndPage({ visit, state, purpose = 'reset' }: EndPageProps) {
  const { t } = visit;
  const end = ENDS.find((one) => one === state);
  if (!end) return <GonePage visit={visit} />;
  return (
    <ResetLayout visit={visit} title={t(`reset.title.${purpose}`)}>
      <p role="status" class="thanks">
        {t(`reset.end.${end}`)}
      </p>
    </ResetLayout>
  );
}
