import { pinyin } from 'pinyin-pro';

/**
 * What a name is found by besides itself: its pinyin in full and the initials, lower case without tones
 * (欧阳娜 → `ouyangna`, `oyn`). The surname is read as a surname (单 shan, 仇 qiu). A character without a known reading
 * stands for itself.
 */
export function searchKeys(name: string): { readonly pinyin: string; readonly initials: string } {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive', v: true })
    .map((syllable) => syllable.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((syllable) => syllable !== '');
  return { pinyin: syllables.join(''), initials: syllables.map((syllable) => [...syllable][0]).join('') };
}
