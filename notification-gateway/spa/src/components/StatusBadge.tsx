import { IconCircleCheckFilled, IconCircleDashed, IconCircleXFilled, IconPlayerPlayFilled, IconPlayerTrackNextFilled, type Icon } from '@tabler/icons-react';
import { wordsOf } from '@/words/language';
import classes from './StatusBadge.module.css';

/** The single word of a report or of a test, as the seed gives it (seed 1, rows TG-06 and TG-37). */
export type Status = 'pending' | 'running' | 'passed' | 'failed' | 'skipped' | 'completed';

const LOOKS: Readonly<Record<Status, { readonly icon: Icon; readonly look: 'pending' | 'running' | 'passed' | 'failed' | 'skipped' }>> = {
  pending: { icon: IconCircleDashed, look: 'pending' },
  running: { icon: IconPlayerPlayFilled, look: 'running' },
  passed: { icon: IconCircleCheckFilled, look: 'passed' },
  completed: { icon: IconCircleCheckFilled, look: 'passed' },
  failed: { icon: IconCircleXFilled, look: 'failed' },
  skipped: { icon: IconPlayerTrackNextFilled, look: 'skipped' },
};

const useWords = wordsOf(
  'status',
  {
    report: { pending: 'En attente', running: "En cours d'exécution", completed: 'Terminé avec succès', failed: 'Terminé avec des échecs' },
    test: { pending: 'En attente', running: 'En cours', passed: 'Réussi', failed: 'Échoué', skipped: 'Ignoré' },
  },
  {
    report: { pending: 'Pending', running: 'Running', completed: 'Completed successfully', failed: 'Completed with failures' },
    test: { pending: 'Pending', running: 'Running', passed: 'Passed', failed: 'Failed', skipped: 'Skipped' },
  },
);

type ReportStatus = 'pending' | 'running' | 'completed' | 'failed';
type TestStatus = 'pending' | 'running' | 'passed' | 'failed' | 'skipped';

/** The word of a status in the language of the page. */
export const useStatusWord = () => {
  const t = useWords();
  return { ofReport: (status: ReportStatus) => t(`report.${status}`), ofTest: (status: TestStatus) => t(`test.${status}`) };
};

/** Only the icon, in the colour that means the same everywhere; its word is what a screen reader says, and empty where the word stands beside it. */
export const StatusIcon = ({ status, word, size = 18 }: { readonly status: Status; readonly word: string; readonly size?: number }) => {
  const { icon: Sign, look } = LOOKS[status];
  return <Sign size={size} className={classes[look]} {...(word === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': word })} />;
};

const Badge = ({ status, word }: { readonly status: Status; readonly word: string }) => {
  const { icon: Sign, look } = LOOKS[status];
  return (
    <span className={`${classes.badge ?? ''} ${classes[look] ?? ''}`}>
      <Sign size={15} aria-hidden /> {word}
    </span>
  );
};

export const ReportBadge = ({ status }: { readonly status: ReportStatus }) => <Badge status={status} word={useStatusWord().ofReport(status)} />;

export const TestBadge = ({ status }: { readonly status: TestStatus }) => <Badge status={status} word={useStatusWord().ofTest(status)} />;
