import { ActionIcon, Button, SegmentedControl, Slider } from '@mantine/core';
import { IconBroadcast, IconPlayerPause, IconPlayerPlay, IconPlayerSkipBack, IconPlayerSkipForward, IconPlayerTrackNext, IconPlayerTrackPrev, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Failure } from '@/components/Failure';
import { locale } from '@/words/language';
import { clockTime } from '@/words/times';
import { durationOf } from '../durations';
import { useReportWords } from '../words';
import { SPEEDS, type Speed } from './player';
import classes from './TimeBar.module.css';
import type { Travel } from './useTravel';

const LABELS: Readonly<Record<Speed, string>> = { '1': '1×', '10': '10×', max: 'max' };

const Step = ({ icon: Sign, label, off, act }: { readonly icon: Icon; readonly label: string; readonly off: boolean; readonly act: () => void }) => (
  <ActionIcon variant="default" size={34} aria-label={label} title={label} disabled={off} onClick={act}>
    <Sign size={17} aria-hidden />
  </ActionIcon>
);

/** The moment of the run that is shown, to be dragged, stepped and played. */
export const TimeBar = ({ travel, isOver, onLeave, children }: { readonly travel: Travel; readonly isOver: boolean; readonly onLeave: () => void; readonly children: ReactNode }) => {
  const t = useReportWords();
  const { at, history, isPlaying } = travel;
  const last = history.known;
  const instant = (n: number) => {
    const event = history.events[n - 1];
    return event ? clockTime(event.time) : '';
  };
  const say = (n: number) => (n === 0 ? t('time.before') : t('time.moment', { n, last, when: instant(n) }));
  return (
    <section className={classes.bar} aria-label={t('time.title')}>
      {history.failure !== null && <Failure failure={history.failure} again={history.readOn} />}
      <div className={classes.row}>
        <span className={classes.moment} role="status">
          {history.isWhole ? say(at) : t('time.loading', { known: last })}
          {travel.skipped && ` · ${t('time.skipped', { paused: durationOf(travel.skipped.paused, locale()), shown: durationOf(travel.skipped.shown, locale()) })}`}
        </span>
        <Button size="xs" leftSection={<IconBroadcast size={15} aria-hidden />} onClick={onLeave}>
          {t(isOver ? 'time.backToEnd' : 'time.backToLive')}
        </Button>
      </div>
      <Slider
        thumbLabel={t('time.scrubber')}
        thumbProps={{ 'aria-valuetext': say(at) }}
        min={0}
        max={Math.max(1, last)}
        value={at}
        label={null}
        onChange={travel.drag}
        onChangeEnd={travel.goTo}
        disabled={last === 0}
      />
      <div className={classes.row}>
        <Step icon={IconPlayerSkipBack} label={t('time.first')} off={at === 0} act={() => travel.goTo(0)} />
        <Step icon={IconPlayerTrackPrev} label={t('time.previous')} off={at === 0} act={() => travel.goTo(at - 1)} />
        <Button size="xs" h={34} leftSection={isPlaying ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />} disabled={last === 0} onClick={isPlaying ? travel.pause : travel.play}>
          {t(isPlaying ? 'time.pause' : 'time.play')}
        </Button>
        <Step icon={IconPlayerTrackNext} label={t('time.next')} off={at >= last} act={() => travel.goTo(at + 1)} />
        <Step icon={IconPlayerSkipForward} label={t('time.last')} off={at >= last} act={() => travel.goTo(last)} />
        <SegmentedControl size="xs" aria-label={t('time.speed')} value={travel.speed} onChange={(speed) => travel.choose(speed)} data={SPEEDS.map((speed) => ({ value: speed, label: LABELS[speed] }))} />
        {children}
      </div>
    </section>
  );
};
