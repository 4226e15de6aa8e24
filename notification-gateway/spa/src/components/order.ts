/** The list with one item at another place; places from 0, out of range the nearest end. */
export const moved = <T>(list: readonly T[], from: number, to: number): readonly T[] => {
  const [item] = list.slice(from, from + 1);
  if (item === undefined) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, item);
};
