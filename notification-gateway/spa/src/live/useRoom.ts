import { useEffect, useEffectEvent, useState } from 'react';
import { subscribe } from './client';
import { CONNECTING, type RoomOptions, type RoomState, type Told } from './protocol';

/**
 * Listens to a room (`rapport_…`, `campain_…`, `test_…`) as long as the component is there. Whatever is told is given to `hear` outside of rendering, in order,
 * each event once; only how the room stands makes the component draw again.
 *
 * @param room null for none
 * @param options of the room as it is joined; later ones change nothing
 */
export const useRoom = (room: string | null, hear: (told: Told) => void, options: RoomOptions = {}): RoomState => {
  const [known, setKnown] = useState<{ readonly room: string | null; readonly state: RoomState }>({ room, state: CONNECTING });
  const told = useEffectEvent((all: readonly Told[]) => all.forEach(hear));
  const wanted = useEffectEvent(() => options);
  useEffect(() => {
    if (room === null) return;
    return subscribe(room, { told: (all) => told(all), state: (state) => setKnown({ room, state }) }, wanted());
  }, [room]);
  return known.room === room ? known.state : CONNECTING;
};
