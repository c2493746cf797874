// The bucket for Terraform's state, as AWS tells of it.
import { aws } from './aws.mjs';

const REGION_OF_NULL = 'us-east-1';
const UNREACHABLE =
  /time[d ]*out|could not connect|connection (was closed|reset|refused)|name resolution|failed to connect/i;

/**
 * What became of the question for the bucket: `{ kind: 'there', region }`, `'absent'`, `'refused'` (another account's, or
 * a right is missing) or `'unreachable'`, the last two with AWS's or the network's own word in `says`.
 */
export function lookAtStateBucket({ stateBucket, childEnv, region }) {
  const head = aws(['s3api', 'head-bucket', '--bucket', stateBucket], { env: childEnv });
  const says = head.message?.split('\n').at(-1);
  if (head.ok) return { kind: 'there', region: regionOf(stateBucket, childEnv) ?? region };
  if (/\b404\b|NoSuchBucket/.test(`${head.code} ${head.message}`)) return { kind: 'absent' };
  if (UNREACHABLE.test(head.message)) return { kind: 'unreachable', says };
  return { kind: 'refused', says };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function regionOf(bucket, env) {
  const answer = aws(['s3api', 'get-bucket-location', '--bucket', bucket], { env });
  if (!answer.ok) return undefined;
  const location = answer.data.LocationConstraint ?? REGION_OF_NULL;
  return location === 'EU' ? 'eu-west-1' : location;
}

/** What an operator does about a bucket that is not there to use. */
export const BUCKET_FAULTS = {
  absent: ({ stateBucket }) => ({ says: `${stateBucket} does not exist`, mend: 'task bootstrap' }),
  refused: ({ stateBucket }, says) => ({
    says: `AWS refuses access to ${stateBucket} (${says}): it belongs to another account, or these credentials lack s3:ListBucket on it`,
    mend: 'use credentials that may, or set FINTECH_SOLUTION_STATE_BUCKET to another name in .envrc, then: task bootstrap',
  }),
  unreachable: ({ stateBucket }, says) => ({
    says: `S3 gives no answer about ${stateBucket} (${says})`,
    mend: 'check the network, a proxy (HTTPS_PROXY) and AWS_ENDPOINT_URL, then run the same command again',
  }),
};
