// Habits to begin with. Their names are only proposals: whoever wants another one writes it.
import type { HabitIconName } from './habit-icon';
import type { Rhythm } from './wizard';

export interface Template {
  name: string;
  category: string;
  icon: HabitIconName;
  rhythm: Rhythm;
  /** Times a week, where that is its rhythm. */
  count?: number;
}

export const TEMPLATES: readonly Template[] = [
  { name: 'Morning workout', category: 'fitness', icon: 'dumbbell', rhythm: 'daily' },
  { name: 'Read 15 minutes', category: 'learning', icon: 'book', rhythm: 'daily' },
  { name: 'Meditation', category: 'mindfulness', icon: 'flower', rhythm: 'daily' },
  { name: 'Drink 64 oz of water', category: 'health', icon: 'glass', rhythm: 'daily' },
  { name: 'Daily journal', category: 'mindfulness', icon: 'journal', rhythm: 'daily' },
  { name: 'No phone in the first hour', category: 'productivity', icon: 'phone', rhythm: 'daily' },
  { name: 'Save for a group trip', category: 'social', icon: 'luggage', rhythm: 'count', count: 1 },
];
