import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchKeys } from './search-keys.ts';

test('names are found by full pinyin and by initials', () => {
  assert.deepEqual(searchKeys('欧阳娜'), { pinyin: 'ouyangna', initials: 'oyn' });
  assert.deepEqual(searchKeys('吕丽'), { pinyin: 'lvli', initials: 'll' });
});

test('a surname is read as a surname', () => {
  assert.equal(searchKeys('单雄飞').pinyin, 'shanxiongfei');
  assert.equal(searchKeys('仇蓓').pinyin, 'qiubei');
  assert.equal(searchKeys('曾洁').pinyin, 'zengjie');
});

test('characters without a known reading stand for themselves, marks are left out', () => {
  assert.equal(searchKeys('李𠮷祥').pinyin, 'li𠮷xiang');
  assert.equal(searchKeys('李𠮷祥').initials, 'l𠮷x');
  assert.deepEqual(searchKeys('阿依古丽·买买提'), { pinyin: 'ayigulimaimaiti', initials: 'ayglmmt' });
  assert.equal(searchKeys('Anna Li').pinyin, 'annali');
});
