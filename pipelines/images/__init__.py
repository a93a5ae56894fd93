"""The container images: what goes into each, by which tag it is known, which digest pipelines are compiled with.

``docker/Dockerfile`` says how they are built. The tag of an image is the hash of what goes into it, so that an image
that exists already need not be built again; the digest that it got when it was pushed stands in
``docker/images.lock.yaml``, from where ``components.images`` hands it to the compiler.
"""
