import { type Announcements, closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { wordsOf } from '@/words/language';

const useWords = wordsOf(
  'sortable',
  {
    help: 'Espace prend, les flèches déplacent, Espace pose, Échap annule.',
    move: 'Déplacer « {{name}} »',
    picked: '« {{name}} » est pris, à la place {{place}} sur {{total}}.',
    over: '« {{name}} » est à la place {{place}} sur {{total}}.',
    dropped: '« {{name}} » est posé à la place {{place}} sur {{total}}.',
    cancelled: '« {{name}} » est revenu à sa place.',
  },
  {
    help: 'Space picks up, the arrows move, Space drops, Escape cancels.',
    move: 'Move “{{name}}”',
    picked: '“{{name}}” is picked up, at place {{place}} of {{total}}.',
    over: '“{{name}}” is at place {{place}} of {{total}}.',
    dropped: '“{{name}}” is dropped at place {{place}} of {{total}}.',
    cancelled: '“{{name}}” is back at its place.',
  },
);

interface Item {
  readonly id: string;
  readonly name: string;
}

/** A list that is put in order by its grips: with a pointer, or with the keyboard; what happens is told to screen readers. */
export const Sortable = ({ items, move, children }: { readonly items: readonly Item[]; readonly move: (from: number, to: number) => void; readonly children: ReactNode }) => {
  const t = useWords();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const placeOf = (id: string | number | undefined) => items.findIndex((item) => item.id === id);
  const told = (id: string | number, at: string | number | undefined) => ({ name: items[placeOf(id)]?.name ?? '', place: placeOf(at ?? id) + 1, total: items.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('picked', told(active.id, active.id)),
    onDragOver: ({ active, over }) => t('over', told(active.id, over?.id)),
    onDragEnd: ({ active, over }) => t('dropped', told(active.id, over?.id)),
    onDragCancel: ({ active }) => t('cancelled', told(active.id, active.id)),
  };
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) move(placeOf(active.id), placeOf(over.id));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop} accessibility={{ announcements, screenReaderInstructions: { draggable: t('help') } }}>
      <SortableContext items={items.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
};

/** One item of it. `children` gets the grip, to put where it belongs. */
export const SortableItem = ({ id, name, className, children }: Item & { readonly className?: string | undefined; readonly children: (grip: ReactNode) => ReactNode }) => {
  const t = useWords();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id });
  const grip = (
    <ActionIcon ref={setActivatorNodeRef} variant="subtle" color="gray" size="lg" {...attributes} {...listeners} aria-label={t('move', { name })} style={{ cursor: 'grab', touchAction: 'none' }}>
      <IconGripVertical size={18} aria-hidden />
    </ActionIcon>
  );
  return (
    <li ref={setNodeRef} className={className} style={{ transform: CSS.Translate.toString(transform), transition, ...(isDragging ? { zIndex: 1, position: 'relative', opacity: 0.85 } : {}) }}>
      {children(grip)}
    </li>
  );
};
