import { Anchor, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { notifyDesktop } from '@/components/desktop';
import { type Launched, unfollow, useLaunched } from '@/components/launched';
import { wordsOf } from '@/words/language';
import { useRun } from './useRun';

const useWords = wordsOf(
  'toasts',
  { running: '« {{name}} » est en cours d’exécution : {{progress}} %', passed: '« {{name}} » : terminé avec succès', failed: '« {{name}} » : terminé avec des échecs', see: 'Voir le rapport' },
  { running: '“{{name}}” is running: {{progress}} %', passed: '“{{name}}” completed successfully', failed: '“{{name}}” completed with failures', see: 'View the report' },
);

/** One toast per run that this person launched: it stays while the run goes on, wherever they go, and then says how it ended. */
export const RunToasts = () => useLaunched().map((run) => <RunToast key={run.id} run={run} />);

const toastOf = (run: string) => `run-${run}`;

/** How long good news stays. Bad news stays until somebody has seen it. */
const GOOD_NEWS_MILLIS = 12_000;

const RunToast = ({ run }: { readonly run: Launched }) => {
  const { id, name } = run;
  const t = useWords();
  const navigate = useNavigate();
  const { report, gone } = useRun(run);
  const status = report?.status ?? 'pending';
  const progress = report?.progress ?? 0;

  const open = () => void navigate({ to: '/reports/$id', params: { id } });
  const message = (text: string) => (
    <>
      <Text size="sm">{text}</Text>
      <Anchor
        size="sm"
        href={`/reports/${id}`}
        onClick={(event) => {
          event.preventDefault();
          open();
        }}
      >
        {t('see')}
      </Anchor>
    </>
  );
  const tell = useEffectEvent(() => {
    if (gone) {
      notifications.hide(toastOf(id));
      unfollow(id);
    } else if (status === 'pending' || status === 'running') {
      const toast = { id: toastOf(id), loading: true, autoClose: false as const, message: message(t('running', { name, progress })), onClose: () => unfollow(id) };
      notifications.show(toast);
      notifications.update(toast);
    } else {
      const good = status === 'completed';
      const text = t(good ? 'passed' : 'failed', { name });
      notifications.update({
        id: toastOf(id),
        loading: false,
        color: good ? 'green' : 'red',
        icon: good ? <IconCheck size={18} aria-hidden /> : <IconX size={18} aria-hidden />,
        autoClose: good ? GOOD_NEWS_MILLIS : false,
        message: message(text),
      });
      notifyDesktop('Vigie', text, id, open);
      unfollow(id);
    }
  });
  // The toasts are a store of their own, outside React.
  useEffect(() => tell(), [status, progress, gone]);
  return null;
};
