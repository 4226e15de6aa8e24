import { Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { RoomState } from '@/live/protocol';
import { clockTime } from '@/words/times';
import classes from './Report.module.css';
import { useReportWords } from './words';

/** How what is shown stands to what happens: live, or since when not. Nothing of a run that is over. */
export const LiveState = ({ room, isOver }: { readonly room: RoomState; readonly isOver: boolean }) => {
  const t = useReportWords();
  if (isOver) return null;
  if (room.phase === 'live') {
    return (
      <span className={`${classes.connection ?? ''} ${classes.live ?? ''}`} role="status">
        <span className={classes.dot} aria-hidden /> {t('live')}
      </span>
    );
  }
  if (room.phase === 'reconnecting' || room.phase === 'expired') {
    return (
      <span className={`${classes.connection ?? ''} ${classes.reconnecting ?? ''}`} role="status" title={t('offlineWhy')}>
        <IconPlugConnectedX size={17} aria-hidden /> {t('reconnecting')}
        <span className={classes.quiet}>{room.lastEventAt === null ? t('neverHeard') : t('lastEvent', { when: clockTime(room.lastEventAt) })}</span>
      </span>
    );
  }
  return (
    <span className={classes.connection} role="status">
      <Loader size={14} aria-hidden /> {t('connecting')}
    </span>
  );
};
