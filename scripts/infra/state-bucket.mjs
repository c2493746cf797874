// The bucket for Terraform's state, as AWS tells of it.
import { aws } from './aws.mjs';

const REGION_OF_NULL = 'us-east-1';

/** What S3 says, as the command line gives it: an answer to HEAD has no body, so it is the status. */
const KINDS = { 404: 'absent', NoSuchBucket: 'absent', 403: 'refused', AccessDenied: 'refused' };

/**
 * What became of the question for the bucket: `{ kind: 'there', region }`, `'absent'`, `'refused'` (another account's, or
 * a right is missing) or `'unreachable'` (no answer, or one that says neither), the last two with AWS's or the network's
 * own word in `says`.
 *
 * The name is easily guessed, and a bucket that somebody else made under it, open to all, would get the state: so it must
 * be the account's own. Where the operator named a bucket, the operator says whose it is.
 */
export function lookAtStateBucket({ stateBucket, stateBucketOwner, childEnv, region }) {
  const owner = stateBucketOwner === undefined ? [] : ['--expected-bucket-owner', stateBucketOwner];
  const head = aws(['s3api', 'head-bucket', '--bucket', stateBucket, ...owner], { env: childEnv });
  if (head.ok)
    return { kind: 'there', region: head.data.BucketRegion ?? regionOf(stateBucket, childEnv) ?? region };
  return { kind: KINDS[head.code] ?? 'unreachable', says: head.message.split('\n').at(-1) };
}

/**
 * Asked only where the answer to HEAD does not say it: an older command line leaves that out.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
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
    says: `S3 gives no usable answer about ${stateBucket} (${says})`,
    mend: 'check the network, a proxy (HTTPS_PROXY, AWS_CA_BUNDLE), the credentials (task doctor) and AWS_ENDPOINT_URL, then run the same command again',
  }),
};
