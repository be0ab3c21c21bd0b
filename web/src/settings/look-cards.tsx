// How Kith looks on this device: the size of the letters, the contrast, the motion.
import { ChoiceCard } from '../design/choice-card';
import { chooseContrast, type Contrast, CONTRASTS, useContrast } from '../design/contrast';
import { chooseCalm, useCalm, useDeviceCalm } from '../design/motion';
import { chooseTextSize, TEXT_SIZES, useTextSize } from '../design/text-size';
import { MotionCard } from './motion-card';

const CONTRAST_WORD: Record<Contrast, string> = {
  device: 'As my device says',
  normal: 'Usual',
  high: 'High',
};

export function LookCards() {
  return (
    <>
      <ChoiceCard
        title="Text size"
        choices={TEXT_SIZES}
        chosen={useTextSize()}
        wordOf={(size) => (size === 100 ? 'Normal' : `${size} %`)}
        onChoose={chooseTextSize}
      />
      <ChoiceCard
        title="Contrast"
        choices={CONTRASTS}
        chosen={useContrast()}
        wordOf={(contrast) => CONTRAST_WORD[contrast]}
        onChoose={chooseContrast}
        columns={3}
      />
      <MotionCard isCalm={useCalm()} isDeviceCalm={useDeviceCalm()} onChange={chooseCalm} />
    </>
  );
}
