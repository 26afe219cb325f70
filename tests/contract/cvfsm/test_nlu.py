"""The CV service asks the real reader of language."""

from metier.nlu.v1.nlu_service_pb2_grpc import NluServiceStub
from services.cvfsm.adapters.nlu import MOST_CLAIMS, NluReader
from services.shared.runtime.channels import connect
from services.shared.runtime.settings import ServiceSettings


async def test_a_refused_batch_of_claims_leaves_the_others_their_answers(nlu_target: str) -> None:
    refused = [(f"Baked bread {number}", [" "]) for number in range(MOST_CLAIMS)]
    async with connect(nlu_target, ServiceSettings(call_timeout_s=60)) as channel:
        found = await NluReader(NluServiceStub(channel)).supported([*refused, ("Baked bread", ["I bake the bread"])])
    assert set(found) == {"Baked bread"}
