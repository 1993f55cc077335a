import type { Ended } from '../../../identity/password-reset/page.ts';
import type { Visit } from '../../visit.ts';
import { GonePage } from './open-page.tsx';
import { ResetLayout } from './reset-layout.tsx';

const ENDS = ['unknown', 'failed', 'expired', 'void', 'refused'] as const;

/** How it ended; never why somebody was refused. */
export function EndPage({ visit, purpose, state }: Ended & { visit: Visit }) {
  const { t } = visit;
  const end = state === 'done' ? (`done.${purpose}` as const) : ENDS.find((one) => one === state);
  if (!end) return <GonePage visit={visit} />;
  return (
    <ResetLayout visit={visit} title={t(`reset.title.${purpose}`)}>
      <p role="status" class="thanks">
        {t(`reset.end.${end}`)}
      </p>
    </ResetLayout>
  );
}
