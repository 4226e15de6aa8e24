import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { PastReport } from '@/model/history';
import type { ReportModel } from '@/model/report';
import type { Moment } from '../moment';
import { beforeThePicture } from '../useLiveReport';
import { Player, type Played, type Speed } from './player';
import { type ReadHistory, useHistory } from './useHistory';

/** An address with this number is that of the last event, whichever it is. */
export const LAST = 1e15;

export interface Travel {
  readonly model: ReportModel;
  readonly moment: Moment;
  /** The number of the event as of which the report is shown. */
  readonly at: number;
  readonly history: ReadHistory;
  readonly speed: Speed;
  readonly isPlaying: boolean;
  readonly skipped: Played['skipped'];
  /** As the hand moves; nothing is asked for meanwhile. */
  readonly drag: (at: number) => void;
  readonly goTo: (at: number) => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly choose: (speed: Speed) => void;
}

/**
 * The report as of a moment, when the address names one: folded in the browser from the history, which is read once; and played from the service's replay.
 *
 * @param asked the number of the event that the address names
 * @param go names another one there
 */
export const useTravel = (live: ReportModel, asked: number | undefined, go: (at: number) => void): Travel | null => {
  const isWanted = asked !== undefined && live.generation > 0;
  const history = useHistory(live.header.id, isWanted);
  const [dragged, setDragged] = useState<number | null>(null);
  /** Where the address is about to lead: shown at once, or for a moment there would be what it named before. */
  const [aimed, setAimed] = useState<{ readonly at: number; readonly before: number | undefined } | null>(null);
  const [speed, setSpeed] = useState<Speed>('10');
  const [playing, setPlaying] = useState<{ readonly player: Player; readonly played: Played } | null>(null);
  const player = useRef<Player | null>(null);
  const { events, known } = history;
  const past = useMemo(() => (isWanted ? new PastReport(live.header, events, beforeThePicture) : null), [isWanted, live, events]);
  if (aimed && aimed.before !== asked) setAimed(null);
  const at = Math.min(dragged ?? aimed?.at ?? asked ?? 0, known);
  useEffect(() => past?.goTo(at), [past, at, known]);
  useEffect(() => () => player.current?.stop(), []);
  const goToEnd = useEffectEvent(() => go(known));
  const isBeyond = history.isWhole && asked !== undefined && asked > known;
  useEffect(() => {
    if (isBeyond) goToEnd();
  }, [isBeyond]);

  if (!past) return null;

  const stop = () => {
    player.current?.stop();
    player.current = null;
    setPlaying(null);
  };
  const aim = (to: number) => {
    setAimed(to === asked ? null : { at: to, before: asked });
    go(to);
  };
  const drawn = (played: Played) => {
    if (played.isOver) {
      stop();
      aim(played.at);
    } else if (player.current) {
      setPlaying({ player: player.current, played });
    }
  };
  const goTo = (to: number) => {
    stop();
    setDragged(null);
    aim(Math.max(0, Math.min(to, known)));
  };
  return {
    model: playing?.player.model ?? past.model,
    moment: playing || dragged !== null ? 'playing' : at,
    at: playing?.played.at ?? at,
    history,
    speed,
    isPlaying: playing !== null,
    skipped: playing?.played.skipped ?? null,
    drag: (to) => {
      if (playing) stop();
      setDragged(to);
    },
    goTo,
    play: () => {
      const begun = new Player(live.header, events, at >= known ? 0 : at, beforeThePicture, drawn);
      player.current = begun;
      setPlaying({ player: begun, played: begun.played });
      begun.play(speed);
    },
    pause: () => goTo(playing?.played.at ?? at),
    choose: (chosen) => {
      setSpeed(chosen);
      player.current?.play(chosen);
    },
  };
};
