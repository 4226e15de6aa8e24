import { expect, it } from 'vitest';
import { matching } from './matching';

const ALL = [
  { name: 'Démonstration', description: "l'API de Vigie" },
  { name: 'Paiement', description: 'Carte refusée' },
];

it.each([
  ['', 2],
  ['demon', 1],
  ['REFUSEE paiement', 1],
  ['démonstration carte', 0],
])('finds by "%s"', (words, expected) => expect(matching(ALL, words)).toHaveLength(expected));
