"""The container images that stages run in: one for the CPU, one for the GPU pool.

Read when a component is defined, so a compile bakes the reference into the pipeline.
"""

import os

CPU = os.environ.get("BSL_IMAGE_CPU", "bsl-foundry/python-cpu:local")
GPU = os.environ.get("BSL_IMAGE_GPU", "bsl-foundry/python-gpu:local")
