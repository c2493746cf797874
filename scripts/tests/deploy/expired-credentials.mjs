// Credentials that have run out, for the proxy: who comes with the access key EXPIRED is answered as AWS answers then.

const CODE = 'ExpiredToken';
const MESSAGE = 'The security token included in the request is expired';

export const expiredCredentials = {
  matches: ({ accessKeyId }) => accessKeyId === 'EXPIRED',
  answer: () => ({
    status: 403,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${CODE}</Code><Message>${MESSAGE}</Message></Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>`,
  }),
};
