import { secretIn } from '../../../src/core/secrets.ts';

test.each([
  ['a token', 'refused eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'],
  ['a full number', '{"msisdn":"224622000001"}'],
  ['a full number', 'asked for 622 00 00 01'],
  ['credentials', 'Authorization: Basic c2ltdWxhdGVkOnNlY3JldA=='],
  ['a secret that signs callbacks', 'signed with whsec_c2ltdWxhdGVk'],
  ['the secret of a callback’s URL', 'put to https://hooks.example/told?secret=simulated-url-secret-7'],
])('finds %s in: %s', (secret, line) => {
  expect(secretIn(line)).toBe(secret);
});

test.each(['{"msisdn":"224*******01"}', 'request 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'took 1234 ms'])(
  'finds nothing in: %s',
  (line) => {
    expect(secretIn(line)).toBeUndefined();
  },
);
